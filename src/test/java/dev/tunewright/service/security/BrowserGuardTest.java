package dev.tunewright.service.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class BrowserGuardTest {

    @Test
    void thisMachineIsAnsweredByItsOwnNames() throws Exception {
        assertThat(status("localhost", 8080, null)).isEqualTo(200);
        assertThat(status("127.0.0.1", 8080, null)).isEqualTo(200);
        assertThat(status("[::1]", 8080, null)).isEqualTo(200);
        assertThat(status("LOCALHOST", 8080, "http://localhost:8080")).isEqualTo(200);
        assertThat(status("localhost", 80, "http://localhost")).isEqualTo(200);
    }

    @Test
    void foreignNameOfThisMachineIsRefused() throws Exception {
        assertThat(status("rebound.example", 8080, null)).isEqualTo(403);
        assertThat(status("localhost.example", 8080, null)).isEqualTo(403);
        assertThat(status("127.0.0.1.example", 8080, "http://127.0.0.1.example:8080"))
                .isEqualTo(403);
    }

    @Test
    void pageOfAnotherSiteIsRefused() throws Exception {
        assertThat(status("localhost", 8080, "https://evil.example")).isEqualTo(403);
        assertThat(status("localhost", 8080, "http://localhost:3000")).isEqualTo(403);
        assertThat(status("localhost", 8080, "null")).isEqualTo(403);
        assertThat(status("localhost", 8080, "http://local host")).isEqualTo(403);
    }

    private static int status(String host, int port, String origin) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/jobs");
        request.setServerName(host);
        request.setServerPort(port);
        if (origin != null) {
            request.addHeader("Origin", origin);
        }
        MockHttpServletResponse response = new MockHttpServletResponse();
        new BrowserGuard().doFilter(request, response, new MockFilterChain());
        if (response.getStatus() == 403) {
            assertThat(response.getContentAsString()).contains("foreign_origin").contains("tunewright.security.keys");
        }
        return response.getStatus();
    }
}
