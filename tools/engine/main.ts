/** `make engine`: finds or installs the engine. The last line on stdout is the folder that contains `pulumi`. */
import { ensureEngine } from "./ensureEngine";
import { thisMachine } from "./machine";

ensureEngine(thisMachine()).then(
  (folder) => console.log(folder),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
