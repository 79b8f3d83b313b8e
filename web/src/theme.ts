// Light or dark: as the system says until somebody chooses.
import { useEffect, useMemo, useState } from "preact/hooks";

const KEY = "holdfast-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function useTheme() {
  const [chosen, choose] = useState(localStorage.getItem(KEY));
  const [dark, setDark] = useState(system.matches);
  useEffect(() => {
    const change = () => setDark(system.matches);
    system.addEventListener("change", change);
    return () => system.removeEventListener("change", change);
  }, []);
  const isDark = chosen ? chosen === "dark" : dark;
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  }, [isDark]);
  return useMemo(
    () => ({
      dark: isDark,
      toggle: () => {
        const next = isDark ? "light" : "dark";
        localStorage.setItem(KEY, next);
        choose(next);
      },
    }),
    [isDark],
  );
}
