/** A pod's life, in the order in which stages are asked. */
import type { Stage } from '../stage';
import { createStage } from './create';
import { endsEarly } from './ends-early';
import { initStage } from './init';
import { liveStage } from './live';
import { runStage } from './run';
import { terminateStage } from './terminate';

export const podStages: readonly Stage[] = [terminateStage, createStage, ...[initStage, runStage, liveStage].map(endsEarly)];
