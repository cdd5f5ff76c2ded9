// What a tab keeps over its reloads. Browsers throw where storage is denied; then it is kept in memory only.

const inMemory = new Map<string, string>();

export function recall(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return inMemory.get(key) ?? null;
  }
}

/** Return whether it will survive a reload. */
export function keep(key: string, value: string): boolean {
  try {
    sessionStorage.setItem(key, value);
    return true;
  } catch {
    inMemory.set(key, value);
    return false;
  }
}

export function forget(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    inMemory.delete(key);
  }
}
