import type { Component } from "svelte";
import Causality from "./causality/Causality.svelte";
import EventView from "./Event.svelte";
import Find from "./Find.svelte";
import Log from "./Log.svelte";
import Profile from "./profile/Profile.svelte";
import Stream from "./stream/Stream.svelte";
import Timeline from "./timeline/Timeline.svelte";
import Verify from "./verify/Verify.svelte";
import WhatIf from "./whatif/WhatIf.svelte";

/** A view, and where its link stands. */
export interface View {
  component: Component;
  title: string;
  /** Whether the header links to it; the others are reached from where they belong. */
  linked: boolean;
}

/** The view of a bare address. */
export const START = "timeline";

/** All views by the first part of the address. */
export const VIEWS: Record<string, View> = {
  timeline: { component: Timeline, title: "Timeline", linked: true },
  log: { component: Log, title: "Log", linked: true },
  find: { component: Find, title: "Find", linked: true },
  event: { component: EventView, title: "Event", linked: false },
  stream: { component: Stream, title: "Stream", linked: false },
  whatif: { component: WhatIf, title: "What if", linked: false },
  causality: { component: Causality, title: "Causality", linked: false },
  verify: { component: Verify, title: "Verify", linked: true },
  profile: { component: Profile, title: "Profile", linked: true },
};
