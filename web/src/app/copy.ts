// What is copied for people to paste elsewhere.

/** Copy the text; on plain http there is no clipboard API, there the selected field is copied the old way. */
export async function copy(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.focus();
    field?.select();
    return document.execCommand("copy");
  }
}
