package dev.coracle.client;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Builds one client, at the first call, and gives it to all who ask. Settings after that change nothing; those who share it
 * have the same. Guarded by its own monitor.
 */
final class OneClientBuilder implements HttpClient.Builder {
    private final HttpClient.Builder builder;
    private @Nullable HttpClient client;

    OneClientBuilder(HttpClient.Builder builder) {
        this.builder = builder;
    }

    @Override
    public synchronized HttpClient build() {
        if (client == null) {
            client = builder.build();
        }
        return client;
    }

    @Override
    public synchronized HttpClient.Builder cookieHandler(CookieHandler cookieHandler) {
        builder.cookieHandler(cookieHandler);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder connectTimeout(Duration duration) {
        builder.connectTimeout(duration);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder sslContext(SSLContext sslContext) {
        builder.sslContext(sslContext);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder sslParameters(SSLParameters sslParameters) {
        builder.sslParameters(sslParameters);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder executor(Executor executor) {
        builder.executor(executor);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder followRedirects(HttpClient.Redirect policy) {
        builder.followRedirects(policy);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder version(HttpClient.Version version) {
        builder.version(version);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder priority(int priority) {
        builder.priority(priority);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder proxy(ProxySelector proxySelector) {
        builder.proxy(proxySelector);
        return this;
    }

    @Override
    public synchronized HttpClient.Builder authenticator(Authenticator authenticator) {
        builder.authenticator(authenticator);
        return this;
    }
}
