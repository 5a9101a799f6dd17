/// Makes ids from the time and chance it is given; never the same one twice from one source.
public struct Identities: Sendable {
    /// 2020-01-01T00:00:00Z in milliseconds.
    static let epoch: Int64 = 1_577_836_800_000
    /// What 42 bits hold: until the year 2159.
    static let lastMillisecond: Int64 = 1 << 42 - 1
    private var last: Int64 = 0

    public init() {}

    /// - Parameter chance: any 64 bits; the lower 21 are used.
    public mutating func next<Kind>(
        _: Kind.Type = Kind.self, at now: Instant, chance: UInt64
    ) -> ID<Kind> {
        let made = Identities.milliseconds(now) << 21 | Int64(chance & 0x1F_FFFF)
        // Two ids of the same millisecond keep the order in which they were asked for.
        last = made >> 21 <= last >> 21 ? last + 1 : made
        return ID(raw: last)
    }

    /// The lowest id that can be made at a time: what is older lies below it, in an index too.
    public static func lowest<Kind>(_: Kind.Type = Kind.self, at time: Instant) -> ID<Kind> {
        ID(raw: milliseconds(time) << 21)
    }

    private static func milliseconds(_ time: Instant) -> Int64 {
        min(max(0, time.microseconds / 1_000 - epoch), lastMillisecond)
    }
}
