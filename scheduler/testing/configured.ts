/** Configurations for tests of the whole scheduler. */
import { seededRandom, SteppedClock } from '../../api';
import { openConfigurations, type Configurations } from '../configuration/configurations';
import type { ImportModule } from '../configuration/plugin-modules';

export const configuration = (given: object = {}): object => ({ kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1', ...given });

export const configured = (given: object = {}, importModule?: ImportModule): Promise<Configurations> =>
  openConfigurations({ configuration: configuration(given), directory: '/plugins', importModule, clock: new SteppedClock(), random: seededRandom(1) });
