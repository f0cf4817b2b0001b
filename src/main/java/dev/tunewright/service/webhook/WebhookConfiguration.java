package dev.tunewright.service.webhook;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tunewright.service.StartupProblem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** What delivers messages, on every node. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
class WebhookConfiguration {

    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(10);

    @Bean
    AddressGuard addressGuard(WebhookSettings settings) {
        settings.targets().forEach((name, target) -> {
            String mistake = WebhookReader.mistake(target.url().toString());
            if (mistake != null) {
                throw new StartupProblem(
                        "tunewright.webhooks.targets." + name + ".url " + mistake + ".", "Set it to a whole address.");
            }
        });
        try {
            return new AddressGuard(
                    settings.allowedNetworks().stream().map(Network::of).toList());
        } catch (IllegalArgumentException e) {
            throw new StartupProblem(
                    "tunewright.webhooks.allowed-networks: " + e.getMessage() + ".", "Correct or remove it.");
        }
    }

    /** Like the other made by the first message: most nodes never send one. */
    @Bean
    @Lazy
    Sender guardedSender(AddressGuard guard, WebhookSettings settings, Clock clock) {
        return new Sender(guard, settings, clock);
    }

    @Bean
    @Lazy
    Sender trustedSender(WebhookSettings settings, Clock clock) {
        return new Sender(SystemDefaultDnsResolver.INSTANCE, settings, clock);
    }

    @Bean
    Delivery delivery(
            MessageRepository messages,
            WebhookSettings settings,
            @Qualifier("guardedSender") ObjectProvider<Sender> guarded,
            @Qualifier("trustedSender") ObjectProvider<Sender> trusted,
            MeterRegistry meters,
            Clock clock) {
        return new Delivery(messages, settings, guarded, trusted, meters, clock);
    }

    @Bean
    Task<Void> webhookTask(Delivery delivery, Clock clock) {
        return Tasks.custom(Outbox.TASK, Void.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, clock.instant().plus(AFTER_A_FAULT)))
                .onDeadExecution((complete, operations) -> operations.reschedule(complete, clock.instant()))
                .execute((instance, context) -> delivery.attempt(UUID.fromString(instance.getId()))
                        .<CompletionHandler<Void>>map(
                                next -> (complete, operations) -> operations.reschedule(complete, next))
                        .orElseGet(CompletionHandler.OnCompleteRemove::new));
    }
}
