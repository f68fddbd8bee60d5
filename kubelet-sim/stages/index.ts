/** A pod's life, in the order in which stages are asked. */
import type { Stage } from '../stage';
import { createStage } from './create';
import { endsEarly } from './ends-early';
import { initStage } from './init';
import { liveStage } from './live';
import { pullsFail } from './pull-error';
import { runStage } from './run';
import { terminateStage } from './terminate';

export const podStages: readonly Stage[] = [terminateStage, createStage, ...[pullsFail(initStage), pullsFail(runStage), liveStage].map(endsEarly)];
