/** Taskgroups of BCS applications are placed by its own rules (docs/dialects/bcs-scheduler.md); what holds for every pod holds for them as well. */
import type { PluginFactory } from '../../framework';
import { bcsAgents } from './bcs-agents';
import { bcsBinder } from './bcs-binder';
import { bcsFreeCpu } from './bcs-free-cpu';
import { bcsKin } from './bcs-kin';

export const bcsPlugins: Readonly<Record<string, PluginFactory>> = {
  BcsAgents: bcsAgents,
  BcsBinder: bcsBinder,
  BcsFreeCpu: bcsFreeCpu,
  BcsKin: bcsKin,
};
