/** Something that ends in good order. */
interface Stoppable {
  /** @param answered done when nobody waits for an answer any more. */
  stop(answered: Promise<unknown>): Promise<void>;
}

// Next's bundles and the web server's are apart; the process still has one set of services.
const kept = globalThis as typeof globalThis & { undersignedServices?: Stoppable };

/** Leaves the process's services where the web server finds them when it is told to end. */
export function keepServices(services: Stoppable): void {
  kept.undersignedServices = services;
}

export async function stopServices(answered: Promise<unknown>): Promise<void> {
  await kept.undersignedServices?.stop(answered);
}
