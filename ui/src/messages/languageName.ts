/** A language by its name in the language of the screen: "English", "Spanish". */
import { getLocale } from '../paraglide/runtime';

/** The name of `language` (BCP 47); the code itself where the web view knows no name. */
export function languageName(language: string): string {
  try {
    const name = new Intl.DisplayNames([getLocale()], { type: 'language' }).of(language);
    return name ? name.charAt(0).toLocaleUpperCase(getLocale()) + name.slice(1) : language;
  } catch {
    return language;
  }
}
