/** `minikapi up` (everything) and `minikapi apiserver` (the same without components). */
import { systemClock } from '../../api';
import { checkBind, checkLocalExec } from '../bind';
import { startCluster } from '../cluster';
import { allComponents, type Component } from '../components';
import type { Settings } from '../flags';
import { writeKubeconfig } from '../kubeconfig';
import { createLogger } from '../logging';
import { schedulerChoice } from '../scheduler-configuration';
import { simulationOf } from '../simulation';
import { simulationChoice } from './simulation-flags';
import { runUntilSignal } from '../run';

export const up = (settings: Settings): Promise<void> => serve(settings, allComponents);

export const apiserver = (settings: Settings): Promise<void> => serve(settings, []);

async function serve(settings: Settings, components: readonly Component[]): Promise<void> {
  checkBind(settings.bind, settings.insecureBind);
  checkLocalExec(settings.bind, settings.allowLocalExec);
  const log = createLogger(settings.logLevel, settings.logFormat);
  const choice = { ...simulationChoice(settings), ...schedulerChoice(settings.schedulerConfig) };
  await runUntilSignal(log, async () => {
    const cluster = await startCluster({
      store: settings.store, host: settings.bind, port: settings.port, allowedHosts: settings.allowHost, ...choice,
      componentThread: settings.componentThread, corsAllowedOrigins: settings.corsAllowedOrigins, schedulerSimulatorPort: settings.schedulerSimulatorPort, minik8sPort: settings.minik8sPort, minik8s: settings.minik8s, bcsStorage: settings.bcsStorage, bcsScheduler: settings.bcsScheduler, globalSchedulerPort: settings.globalSchedulerPort, globalScheduler: settings.globalScheduler, schedulerRecords: settings.schedulerRecords.level, schedulerRecordsPrefix: settings.schedulerRecords.prefix, legacyVersions: settings.legacyVersions, eventTtlSeconds: settings.eventTtlSeconds, admissionPlugins: settings.admissionPlugins,
      limits: settings.limits, requestTimeoutMs: settings.requestTimeoutMs, audit: settings.audit, components, log,
    });
    writeKubeconfig(settings.kubeconfig, cluster.kubeconfig);
    announce(settings, components.includes('kubelet-sim') ? `, ${simulationOf(choice).total} simulated nodes` : '', cluster.url);
    return cluster;
  });
}

function announce(settings: Settings, nodes: string, url: string): void {
  const lines = [
    `minikapi serves the Kubernetes API at ${url} from ${settings.store}${nodes}`,
    `  kubectl --kubeconfig ${settings.kubeconfig} get nodes`,
    `minikapi ready in ${Math.round(systemClock.monotonic())} ms: ${url}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
