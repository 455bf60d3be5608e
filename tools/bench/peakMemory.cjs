// Preloaded into the Node.js processes of a command. Records the peak memory of the provider when the engine stops it.
const { appendFileSync, readFileSync } = require("node:fs");

if ((process.argv[1] ?? "").includes("dynamic-provider")) {
  process.on("SIGINT", () => {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    appendFileSync(process.env.PEAK_MEMORY_FILE, `${kilobytes}\n`);
    process.exit();
  });
}
