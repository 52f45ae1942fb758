import type { Output } from "./output.ts";

const WIDTH = 75;

/**
 * Draws how much of `total` is done, on one line that is written over. Give it the number that is done so
 * far, again and again.
 */
export function progressBar(output: Output, total: number): (done: number) => void {
  let drawn = -1;
  return (done) => {
    if (total === 0) return;
    const dots = Math.min(WIDTH, Math.floor((done * WIDTH) / total));
    if (dots === drawn) return;
    drawn = dots;
    const line = `[${".".repeat(dots)}${" ".repeat(WIDTH - dots)}]`;
    output.write(`\r${line}`, { ending: dots === WIDTH ? "\n" : "" });
  };
}
