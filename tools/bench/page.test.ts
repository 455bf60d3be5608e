import { table } from "./page";

test("a figure that misses its bar is shown as missed", () => {
  const lines = table([
    { name: "calls", bar: "0", measured: "0", met: true },
    { name: "time", bar: "1.2", measured: "1.3", met: false },
  ]).split("\n");
  expect(lines.slice(2)).toEqual(["| calls | 0 | 0 | met |", "| time | 1.2 | 1.3 | **missed** |"]);
});
