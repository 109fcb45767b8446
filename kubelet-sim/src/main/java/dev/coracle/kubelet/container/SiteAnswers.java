package dev.coracle.kubelet.container;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a fake container answers, and the faults a client has asked for. Confined to the loop's thread.
 *
 * <p>A POST to one of these paths breaks the container on purpose: {@code /coracle/fail?status=503&path=/x} answers
 * that path (all paths without one) with that status, {@code /coracle/recover} ends that, {@code /coracle/exit?code=3}
 * ends the container.
 */
final class SiteAnswers {
    /** How many paths may fail at once; more are refused. */
    private static final int MAX_FAULTS = 64;

    private static final String EVERY_PATH = "";

    private final ContainerIdentity identity;
    private final double errorRate;
    private final Map<String, Integer> faults = new HashMap<>();
    private double errorsOwed;
    private @Nullable Integer exitCode;

    SiteAnswers(ContainerIdentity identity, SiteFaults from) {
        this.identity = identity;
        this.errorRate = from.errorRate();
    }

    /** The code with which a client wants the container to end, or null. */
    @Nullable
    Integer exitCode() {
        return exitCode;
    }

    /** What gRPC's health check is told: as long as every path fails, that it does not serve. */
    boolean isHealthy() {
        return !faults.containsKey(EVERY_PATH);
    }

    HttpResponse respond(HttpRequest request) {
        String path = request.path();
        if (path.startsWith("/coracle/")) {
            return request.method().equals("POST")
                    ? control(path, request)
                    : HttpResponse.text(405, path + " wants POST, not " + request.method());
        }
        Integer status = faults.get(path);
        if (status == null) {
            status = faults.get(EVERY_PATH);
        }
        if (status != null) {
            return HttpResponse.text(status, "failing with " + status + " on request");
        }
        if (owesAnError()) {
            return HttpResponse.text(500, "failing with 500 at an error rate of " + errorRate);
        }
        return request.acceptsJson()
                ? new HttpResponse(200, "application/json", identity.json(path))
                : new HttpResponse(200, "text/plain; charset=utf-8", identity.text(path));
    }

    /** Evenly spread, not by chance: a rate of 0.25 fails each fourth request. */
    private boolean owesAnError() {
        errorsOwed += errorRate;
        if (errorsOwed < 1 - 1e-9) {
            return false;
        }
        errorsOwed -= 1;
        return true;
    }

    private HttpResponse control(String path, HttpRequest request) {
        switch (path) {
            case "/coracle/fail" -> {
                int status = number(request.parameter("status", "500"));
                String failing = request.parameter("path", EVERY_PATH);
                if (status < 200 || status > 599) {
                    return HttpResponse.text(400, "status must be a number from 200 to 599");
                }
                if (faults.size() >= MAX_FAULTS && !faults.containsKey(failing)) {
                    return HttpResponse.text(400, "at most " + MAX_FAULTS + " paths can fail at once");
                }
                faults.put(failing, status);
                return HttpResponse.text(200, (failing.isEmpty() ? "every path" : failing) + " now answers " + status);
            }
            case "/coracle/recover" -> {
                faults.clear();
                return HttpResponse.text(200, "recovered");
            }
            case "/coracle/exit" -> {
                int code = number(request.parameter("code", "1"));
                if (code < 0 || code > 255) {
                    return HttpResponse.text(400, "code must be a number from 0 to 255");
                }
                exitCode = code;
                return HttpResponse.text(200, "exiting with code " + code);
            }
            default -> {
                return HttpResponse.text(404, "no such control: " + path + "; there are fail, recover and exit");
            }
        }
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
