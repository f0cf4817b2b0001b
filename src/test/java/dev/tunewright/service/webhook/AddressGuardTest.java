package dev.tunewright.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tunewright.engine.InvalidInputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private final AddressGuard guard = new AddressGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "0.0.0.0",
                "10.1.2.3",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "[::1]",
                "[::]",
                "[fe80::1]",
                "[fd12::1]",
                "[::ffff:10.0.0.1]",
                "[::127.0.0.1]",
                "[64:ff9b::a00:1]",
                "[2002:7f00:1::]",
                "[ff02::1]",
                "localhost"
            })
    void privateAddressIsRefusedHoweverItIsWritten(String host) {
        assertThatExceptionOfType(AddressGuard.RefusedAddressException.class)
                .isThrownBy(() -> guard.resolve(host))
                .withMessageContaining("tunewright.webhooks.allowed-networks");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> guard.require(URI.create("https://" + host + "/hook")))
                .withMessageContaining("webhook.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "172.32.0.1", "11.0.0.1", "[2606:2800:220:1::1]", "100.128.0.1"})
    void publicAddressPasses(String host) throws UnknownHostException {
        assertThat(guard.resolve(host)).hasSize(1);
    }

    @Test
    void nameIsRefusedIfOneOfItsAddressesIsPrivate() {
        AddressGuard mixed =
                new AddressGuard(List.of(), names(Map.of("hook.test", List.of("93.184.216.34", "10.0.0.1"))));
        assertThatExceptionOfType(AddressGuard.RefusedAddressException.class)
                .isThrownBy(() -> mixed.resolve("hook.test"));
    }

    @Test
    void configuredNetworkPassesAndNoOther() throws UnknownHostException {
        AddressGuard open = new AddressGuard(List.of(Network.of("10.1.0.0/16"), Network.of("fd00::/8")));
        assertThat(open.resolve("10.1.255.1")).isNotEmpty();
        assertThat(open.resolve("[fd00::5]")).isNotEmpty();
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> open.resolve("10.2.0.1"));
    }

    @Test
    void nameThatIsNotKnownNowIsNoReasonToRefuseAJob() {
        AddressGuard nothing = new AddressGuard(List.of(), names(Map.of()));
        assertThatCode(() -> nothing.require(URI.create("https://hook.test/"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "10.0.0.0/33", "10.0.0.0/x", "", "/8"})
    void networkThatIsNoneIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(text)).withMessageContaining("is no network");
    }

    static DnsResolver names(Map<String, List<String>> known) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                List<String> addresses = known.get(host);
                if (addresses == null) {
                    throw new UnknownHostException(host);
                }
                InetAddress[] found = new InetAddress[addresses.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = SystemDefaultDnsResolver.INSTANCE.resolve(addresses.get(i))[0];
                }
                return found;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }
}
