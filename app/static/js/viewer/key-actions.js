/* What the keys of the viewer do, besides those of a video, of the zoomed picture and of the panel. */

const PAGE = 10;

/** Returns, for each key, what it does; `isShift`: Shift is held. */
export function keyActions({ walk, pane, layout, slideshow }, isShift) {
  return {
    ArrowLeft: () => walk.step(-1),
    ArrowRight: () => walk.step(+1),
    " ": () => walk.step(isShift ? -1 : +1),
    PageUp: () => walk.step(-PAGE),
    PageDown: () => walk.step(+PAGE),
    Home: () => walk.goToEnd(-1),
    End: () => walk.goToEnd(+1),
    z: () => pane.toggle(),
    i: () => pane.zoomIn(),
    "+": () => pane.zoomIn(),
    o: () => pane.zoomOut(),
    p: () => layout.togglePanel(),
    s: () => slideshow.toggle(),
    F: () => layout.toggleFullscreen(),
  };
}
