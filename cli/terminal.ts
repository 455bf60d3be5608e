import { styleText } from "node:util";

/** Where a command writes, and what the reader can see. */
export interface Terminal {
  /** The result of the command, which scripts read: stdout. */
  out(text: string): void;
  /** Everything else: stderr. */
  err(text: string): void;
  /** Columns of stdout; absent if it is not a terminal. */
  width?: number;
  /** Whether the result may have colors. */
  hasColors: boolean;
}

export type Color = "red" | "yellow" | "green" | "cyan" | "gray" | "bold";

/** A text in a color, where the reader can see colors. */
export const colored = ({ hasColors }: Pick<Terminal, "hasColors">, color: Color, text: string): string =>
  hasColors ? styleText(color, text, { validateStream: false }) : text;

/** The streams of this process, and the variables that say how to use them. */
export function processTerminal({ stdout, stderr, env }: NodeJS.Process = process): Terminal {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    width: stdout.isTTY ? stdout.columns : undefined,
    hasColors: wantsColors(env, stdout.isTTY),
  };
}

/** https://no-color.org and https://force-color.org: a variable that is not empty counts, whatever its value. */
function wantsColors({ NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== "0" : isTerminal && TERM !== "dumb";
}
