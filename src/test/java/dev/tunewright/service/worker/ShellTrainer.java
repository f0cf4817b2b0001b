package dev.tunewright.service.worker;

import java.util.List;

/** As many steps as {@code max_steps} says, as fast as a pipe takes them, from a program that starts in milliseconds. */
final class ShellTrainer implements TrainerCommand {

    private static final String SCRIPT = """
            read -r spec
            [[ $spec =~ \\"max_steps\\":([0-9]+) ]] && steps=${BASH_REMATCH[1]}
            now=$(date -u +%FT%TZ)
            printf '{"event":"started","step":0,"max_steps":%d,"train_rows":8,"eval_rows":0,"arguments":{},"device":"cpu"}\\n' $steps
            awk -v n=$steps -v now=$now 'BEGIN {
              for (i = 1; i <= n; i++)
                printf "{\\"event\\":\\"step\\",\\"step\\":%d,\\"epoch\\":%.6f,\\"loss\\":%.6f,\\"learning_rate\\":5e-05,\\"grad_norm\\":1.5,\\"time\\":\\"%s\\"}\\n", \\
                  i, i / n, 1 / i + (i * 7919 % 1000) / 1000, now
            }'
            mkdir model
            echo '{}' > model/config.json
            printf '{"event":"finished","step":%d,"model":"%s/model","best":null,"metrics":{}}\\n' $steps "$PWD"
            """;

    @Override
    public List<String> line() {
        return List.of("/bin/bash", "-c", SCRIPT);
    }
}
