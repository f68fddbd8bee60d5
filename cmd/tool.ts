/** A command that does something with a cluster and ends: its own flags, and things that it is about. */
import { flagRows, helpRows, readCommandLine, table, UsageError, type Flag, type Given } from './flag';

export interface Tool {
  readonly summary: string;
  /** `FILE`: what must follow the command, beside flags. */
  readonly operands: readonly string[];
  readonly flags: readonly Flag[];
  run(given: Given): Promise<void>;
}

/** Tools under one name: `minikapi ctl get`. */
export interface ToolGroup {
  readonly summary: string;
  readonly tools: Readonly<Record<string, Tool>>;
}

/** Runs what the arguments say, or shows how. Throws UsageError. */
export async function runTool(name: string, tool: Tool | ToolGroup, args: readonly string[]): Promise<void> {
  if ('tools' in tool) return runGroup(name, tool, args);
  if (args.includes('--help')) return void process.stdout.write(toolHelp(name, tool));
  await tool.run(readCommandLine(tool.flags, args, process.env, tool.operands));
}

async function runGroup(name: string, { summary, tools }: ToolGroup, [verb = '--help', ...rest]: readonly string[]): Promise<void> {
  const tool = Object.hasOwn(tools, verb) ? tools[verb] : undefined;
  if (tool) return runTool(`${name} ${verb}`, tool, rest);
  if (verb !== '--help') throw new UsageError(`${name}: no command ${JSON.stringify(verb)}; there are: ${Object.keys(tools).join(', ')}`);
  const summaries = Object.entries(tools).map(([each, { summary: text }]) => [each, text] as const);
  process.stdout.write(`Usage: minikapi ${name} <command> [flags]\n\n  ${summary}\n\nCommands:\n${table(summaries)}\n`);
}

const toolHelp = (name: string, { summary, operands, flags }: Tool): string =>
  `Usage: minikapi ${[name, ...operands].join(' ')} [flags]\n\n  ${summary}\n\nFlags:\n${table([...flagRows(flags), ...helpRows])}\n`;
