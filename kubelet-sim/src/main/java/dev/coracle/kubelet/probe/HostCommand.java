package dev.coracle.kubelet.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a probe's or a hook's command on this machine, where that is allowed. */
final class HostCommand {
    private static final int MAX_OUTPUT = 10 * 1024;

    private HostCommand() {}

    /** Exit code zero within the timeout is success; a failure carries what the command printed. */
    static ProbeOutcome run(List<String> command, Map<String, String> environment, Duration timeout) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new ProbeOutcome.Failure("command timed out: \"" + String.join(" ", command)
                            + "\" timed out after " + timeout.toSeconds() + "s");
                }
                try (InputStream out = process.getInputStream()) {
                    String text = new String(out.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
                    return process.exitValue() == 0 ? ProbeOutcome.Success.INSTANCE : new ProbeOutcome.Failure(text);
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException cannotStart) {
            return new ProbeOutcome.Failure(String.valueOf(cannotStart.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new ProbeOutcome.Failure("interrupted");
        }
    }
}
