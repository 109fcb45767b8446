package dev.coracle.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Real dig against one server. */
record Dig(String server, int port) {

    /** The whole answer. {@code query} is what one would type after the server, such as {@code +tcp name SRV}. */
    Outcome ask(String query) {
        List<String> command = new ArrayList<>(
                List.of(Program.require("dig"), "@" + server, "-p", Integer.toString(port), "+time=3", "+tries=2"));
        command.addAll(List.of(query.split(" ")));
        return Program.run(Map.of(), "", command).ok();
    }

    /** The records alone, as {@code +short} prints them. */
    List<String> records(String query) {
        String text = ask("+short " + query).text();
        return text.isEmpty() ? List.of() : text.lines().toList();
    }
}
