import { NuagesError, type NuagesErrorOptions } from "../../errors/index.ts";

/** A fixture cannot be found, read, written or loaded. */
export class FixtureError extends NuagesError {
  readonly code = "serializers.fixture";

  static missingProgram(program: string, packageName: string): FixtureError {
    return new FixtureError(`The program "${program}" is needed and is not installed.`, {
      hint: `Install it (on Debian: apt install ${packageName}), or use .gz or .zst.`,
    });
  }

  static packing(path: string, problem: string): FixtureError {
    return new FixtureError(`${path} cannot be packed: ${problem}.`);
  }

  static unpacking(path: string, problem: string, cause?: unknown): FixtureError {
    const options: NuagesErrorOptions = {
      hint: "Is it complete, and is its ending that of its compression?",
    };
    return new FixtureError(
      `${path} cannot be unpacked: ${problem}.`,
      cause === undefined ? options : { ...options, cause },
    );
  }
}
