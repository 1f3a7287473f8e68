/** A file whose bytes stay here, whatever becomes of the file. */
import { LARGEST_FILE } from './adding.svelte';

/** The file read into memory; as it is where it is too large for a photo or can't be read: adding it says so. */
export async function inMemory(file: File): Promise<File> {
  if (file.size > LARGEST_FILE) return file;
  try {
    return new File([await file.arrayBuffer()], file.name, { type: file.type });
  } catch {
    return file;
  }
}
