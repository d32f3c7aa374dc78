// Runs before the first paint, so that a reader of the light theme never sees a dark flash.
try {
  const theme = localStorage.getItem('bulkhead.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the dark default stands.
}
