/** Milliseconds of processor time that f takes: unlike the time on the clock, other work on the machine does not count. */
export function spent(f: () => void): number {
  const before = process.cpuUsage();
  f();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
