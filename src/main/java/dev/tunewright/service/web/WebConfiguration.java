package dev.tunewright.service.web;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What stands around every endpoint. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebSettings.class)
class WebConfiguration {

    /** A refused body is drained up to this size, so that a client which is still writing gets to read the answer. */
    private static final int MAX_SWALLOWED_BYTES = 64 << 20;

    @Bean
    FilterRegistrationBean<BodyLimit> bodyLimit(WebSettings settings) {
        return BodyLimit.registration(settings.maxBody().toBytes());
    }

    @Bean
    FilterRegistrationBean<JobLogFilter> jobLog() {
        return JobLogFilter.registration();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServerItself() {
        return factory -> {
            factory.setProtocol(WatchedProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                connector.setProperty("maxSwallowSize", Integer.toString(MAX_SWALLOWED_BYTES));
            });
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemValve.class.getName());
                }
            });
        };
    }
}
