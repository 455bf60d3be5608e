/** Finds or gets the engine; the last line on stdout is the folder that holds `pulumi`. */
import { thisMachine } from "./machine";
import { provideEngine } from "./provideEngine";

provideEngine(thisMachine()).then(
  (folder) => console.log(folder),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
