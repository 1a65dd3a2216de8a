// Programs of the project, run to their end or until a test has.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import type { Readable as Input } from "node:stream";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Runs a program to its end, and answers with what it printed. `input`: lines, or a file's path. */
export async function run(program: string, args: readonly string[], input?: Iterable<string> | { file: string }): Promise<string> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = exit(child, program, args);
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  if (input === undefined) child.stdin.end();
  else await pipeline("file" in input ? createReadStream(input.file) : Readable.from(input), child.stdin).catch(() => {});
  await ended;
  return printed;
}

/** A program that serves a dashboard. */
export class Served {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Input, Input>,
    private readonly ended: Promise<void>,
    /** Its address, with the slash at its end. */
    readonly url: string,
  ) {}

  /** Starts it, and waits for the address that it prints. */
  static async start(program: string, args: readonly string[]): Promise<Served> {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    const ended = exit(child, program, args);
    ended.catch(() => {});
    const url = await new Promise<string>((resolve, reject) => {
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const address = /^http:\/\/\S+$/m.exec(printed);
        if (address && printed.includes("\n")) resolve(address[0]);
      });
      ended.then(() => reject(new Error(`${program} ended before it served: ${printed}`)), reject);
    });
    return new Served(child, ended, url);
  }

  /** Writes a line to its standard input. */
  say(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    this.child.kill("SIGINT");
    await this.ended.catch(() => {});
  }
}

function exit(child: ChildProcessByStdio<Writable, Input, Input>, program: string, args: readonly string[]): Promise<void> {
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(" ")}: ended with ${code ?? signal}\n${complaint}`));
    });
  });
}
