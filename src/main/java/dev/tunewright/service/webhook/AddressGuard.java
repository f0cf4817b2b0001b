package dev.tunewright.service.webhook;

import dev.tunewright.engine.InvalidInputException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Keeps jobs' webhooks out of private networks. It is the resolver of the client that sends them: what it lets through is
 * what is connected to, so that a name cannot be resolved once for the check and again for the connection.
 */
final class AddressGuard implements DnsResolver {

    /** Networks that are not the public internet's (IANA's registries of special-purpose addresses). */
    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(Network::of)
            .toList();

    private final List<Network> allowed;
    private final DnsResolver names;

    AddressGuard(List<Network> allowed) {
        this(allowed, SystemDefaultDnsResolver.INSTANCE);
    }

    AddressGuard(List<Network> allowed, DnsResolver names) {
        this.allowed = allowed;
        this.names = names;
    }

    /** The address was found but must not be spoken to. */
    static final class RefusedAddressException extends UnknownHostException {
        RefusedAddressException(String host) {
            super(host + " leads into a private network, where webhooks of jobs may not go; the operator allows one by"
                    + " tunewright.webhooks.allowed-networks");
        }
    }

    /**
     * Tells early what a delivery would refuse; a name that is not known now may be later.
     *
     * @throws InvalidInputException of field {@code webhook.url}
     */
    void require(URI url) {
        try {
            resolve(url.getHost());
        } catch (RefusedAddressException refused) {
            throw new InvalidInputException("webhook.url", String.valueOf(refused.getMessage()));
        } catch (UnknownHostException notNow) {
            // Told at each try to deliver.
        }
    }

    /** @throws RefusedAddressException if one of the host's addresses is private: which one is used is not ours to say */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress[] addresses = names.resolve(plain);
        Optional<InetAddress> refused =
                Stream.of(addresses).filter(address -> !mayReach(address)).findFirst();
        if (refused.isPresent()) {
            throw new RefusedAddressException(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private boolean mayReach(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(address))
                || SPECIAL.stream().noneMatch(network -> network.contains(address));
    }
}
