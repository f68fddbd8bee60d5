#!/usr/bin/env node
/** The command line's entry. */
import { ApiError } from '../api';
import { GlobalSchedulerConfigError, PolicyError } from '../apiserver';
import { StorageUnavailable } from '../registry';
import { component } from './commands/component';
import { importTool } from './commands/import';
import { recordTool } from './commands/record';
import { replayTool } from './commands/replay';
import { scheduleTool } from './commands/schedule';
import { apiserver, up } from './commands/up';
import { ctl } from './ctl';
import { UsageError } from './flag';
import { commands, helpText, parseSettings, type Command, type Settings } from './flags';
import { ReplayError } from './recording/replay';
import { runTool, type Tool, type ToolGroup } from './tool';
import { version } from './version';

const run: Record<Command, (settings: Settings) => Promise<void>> = {
  up,
  apiserver,
  scheduler: component('scheduler'),
  controllers: component('controllers'),
  'kubelet-sim': component('kubelet-sim'),
};

/** Commands with flags of their own. */
const tools: Readonly<Record<string, Tool | ToolGroup>> = { import: importTool, record: recordTool, replay: replayTool, schedule: scheduleTool, ctl };

const toolSummaries = Object.fromEntries(Object.entries(tools).map(([name, { summary }]) => [name, summary]));

const isCommand = (text: string | undefined): text is Command => text !== undefined && Object.hasOwn(commands, text);

async function main(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  const tool = name !== undefined && Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (args.includes('--version')) return void process.stdout.write(`minikapi ${version}\n`);
  if (name !== undefined && tool) return runTool(name, tool, rest);
  if (args.includes('--help') || name === undefined) return void process.stdout.write(helpText(isCommand(name) ? name : undefined, toolSummaries));
  if (!isCommand(name)) throw new UsageError(`no command ${JSON.stringify(name)}; there are: ${[...Object.keys(commands), ...Object.keys(tools)].join(', ')}`);
  await run[name](parseSettings(name, rest, process.env));
}

/** What a user can do something about is said in a line; anything else is a fault of ours and comes with its stack. */
const isExpected = (error: unknown): error is Error =>
  [UsageError, ApiError, StorageUnavailable, PolicyError, GlobalSchedulerConfigError, ReplayError].some((kind) => error instanceof kind) || (error instanceof Error && 'code' in error);

/** Exit code 2: the command line is wrong; 1: it could not run. */
main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`minikapi: ${isExpected(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
