package dev.coracle.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The entry point: picks the command and turns its outcome into an exit code. */
@Command(
        name = "coracle",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A Kubernetes control plane in one JVM.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Run 'coracle COMMAND --help' for a command's flags. Start with 'coracle up'.",
            "In a source tree, 'coracle test' runs every test and 'coracle bench' the benchmarks."
        },
        subcommands = {
            UpCommand.class,
            ApiServerCommand.class,
            ControllersCommand.class,
            KubeletCommand.class,
            ProxyCommand.class,
            DnsCommand.class,
            CheckCommand.class,
            WarmUpCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Exit code 0 when all went well, 1 when it did not, 2 when the command line was wrong, 74 when the disk failed. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setParameterExceptionHandler(Main::onBadUsage);
        commandLine.setExecutionExceptionHandler(Main::onFailure);
        // A command reports unknown flags itself, together with whatever else is wrong.
        commandLine.getSubcommands().values().forEach(command -> command.setUnmatchedArgumentsAllowed(true));
        return commandLine;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** One line per mistake, and where to read on: the usage text itself would push the mistakes out of sight. */
    private static int onBadUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        e.getMessage().lines().forEach(problem -> command.getErr().println(name + ": " + problem));
        command.getErr().println("Run '" + name + " --help' for its flags.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int onFailure(Exception e, CommandLine command, ParseResult parsed) {
        Failure failure = Failure.of(e);
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
        return failure.exitCode();
    }
}
