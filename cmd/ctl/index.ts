/** `minikapi ctl`: the document's command line, for people without kubectl (docs/dialects/minik8s-ctl.md). */
import type { ToolGroup } from '../tool';
import { applyTool } from './apply';
import { deleteTool } from './delete';
import { describeTool } from './describe';
import { executeTool } from './execute';
import { getTool } from './get';
import { invokeTool } from './invoke';
import { logsTool } from './logs';
import { updateTool } from './update';

export const ctl: ToolGroup = {
  summary: 'objects of the minik8s API, for people without kubectl',
  tools: { apply: applyTool, update: updateTool, get: getTool, describe: describeTool, delete: deleteTool, invoke: invokeTool, execute: executeTool, logs: logsTool },
};
