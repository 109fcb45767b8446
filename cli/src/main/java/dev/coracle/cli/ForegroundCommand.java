package dev.coracle.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The frame of a command that runs until it is told to stop: all mistakes in its flags at once, or its work. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
abstract class ForegroundCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** Reads the flags. What is wrong with them goes to {@code problems}, and then the work does not begin. */
    abstract Foreground.Work prepare(Problems problems);

    @Override
    public final Integer call() throws Exception {
        Problems problems = new Problems(spec.commandLine());
        Foreground.Work work = prepare(problems);
        problems.throwIfAny();
        Foreground.run(work);
        return 0;
    }

    final String name() {
        return spec.name();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
