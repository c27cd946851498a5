/** Objects that are removed at a time. */
const REMOVALS = 50

export interface DroppedStore {
  /** Objects that were given up and may still be there. */
  dropped(limit: number): Promise<string[]>
  /** The object is gone. */
  forget(object: string): Promise<void>
}

interface DroppedPorts {
  store: DroppedStore
  files: { remove(object: string): Promise<void> }
}

/** Removes objects of the archive that nothing refers to any more. */
export async function removeDropped({ store, files }: DroppedPorts): Promise<void> {
  for (const object of await store.dropped(REMOVALS)) {
    await files.remove(object)
    await store.forget(object)
  }
}
