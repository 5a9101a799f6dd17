public import Base

/// Something that came in by a channel, kept before anything is made of it.
public struct Incoming: Hashable, Sendable, Identified {
    public static let idPrefix = "inc"
}
