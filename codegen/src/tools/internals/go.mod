module dev.coracle/internals

go 1.26.0
