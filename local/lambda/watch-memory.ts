import { readFileSync } from 'node:fs';

export interface MemoryWatch {
  /** Highest resident size seen, in MB; undefined where the system does not tell. */
  peakMb(): number | undefined;
  stop(): void;
}

const INTERVAL_MS = 100;

/**
 * Calls `onExceeded` once when the process's resident memory passes `limitMb`.
 * Only Linux tells (/proc); elsewhere the heap limit of the process alone holds.
 */
export function watchMemory(pid: number, limitMb: number, onExceeded: () => void): MemoryWatch {
  let peakMb: number | undefined;
  const look = () => {
    const residentMb = residentMegabytes(pid);
    if (residentMb === undefined) return;
    peakMb = Math.max(peakMb ?? 0, residentMb);
    if (residentMb > limitMb) {
      clearInterval(timer);
      onExceeded();
    }
  };
  const timer = setInterval(look, INTERVAL_MS);
  return {
    peakMb() {
      look();
      return peakMb;
    },
    stop: () => clearInterval(timer),
  };
}

function residentMegabytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
