// Loaded into the processes of a command: when the engine ends the provider's, notes the most memory that it ever held.
const { appendFileSync, readFileSync } = require("node:fs");

if ((process.argv[1] ?? "").includes("dynamic-provider")) {
  process.on("SIGINT", () => {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    appendFileSync(process.env.PEAK_MEMORY_FILE, `${kilobytes}\n`);
    process.exit();
  });
}
