/// Where perceived service lies between what is just adequate and what is desired, of one item.
/// Source: Parasuraman, Zeithaml, Berry 1994 "Alternative Scales for Measuring Service Quality",
/// Journal of Retailing 70(3).
public struct ZoneOfTolerance: Reversible, Hashable {
    private var desired = Moments()
    private var adequate = Moments()
    private var perceived = Moments()
    public private(set) var below = 0
    public private(set) var within = 0
    public private(set) var above = 0
    /// Respondents who desire no more than they find adequate: their zone has no width.
    public private(set) var withoutZone = 0

    public static let method = Method(
        "servqual.zone",
        source: "Parasuraman, Zeithaml, Berry 1994, Journal of Retailing 70(3)")

    public init() {}

    public mutating func add(desired: Double, adequate: Double, perceived: Double) {
        self.desired.add(desired)
        self.adequate.add(adequate)
        self.perceived.add(perceived)
        if desired <= adequate { withoutZone += 1 }
        if perceived < adequate {
            below += 1
        } else if perceived <= desired {
            within += 1
        } else {
            above += 1
        }
    }

    public mutating func merge(_ other: ZoneOfTolerance) {
        desired.merge(other.desired)
        adequate.merge(other.adequate)
        perceived.merge(other.perceived)
        below += other.below
        within += other.within
        above += other.above
        withoutZone += other.withoutZone
    }

    public mutating func subtract(_ other: ZoneOfTolerance) {
        desired.subtract(other.desired)
        adequate.subtract(other.adequate)
        perceived.subtract(other.perceived)
        below -= other.below
        within -= other.within
        above -= other.above
        withoutZone -= other.withoutZone
    }

    public var n: Int { desired.count }

    /// Perceived less adequate (MSA).
    public var adequacy: Double? { n > 0 ? perceived.mean - adequate.mean : nil }

    /// Perceived less desired (MSS).
    public var superiority: Double? { n > 0 ? perceived.mean - desired.mean : nil }

    public var width: Double? { n > 0 ? desired.mean - adequate.mean : nil }

    /// 0 at adequate, 1 at desired; absent where the zone has no width.
    public var position: Double? {
        guard let width, let adequacy, width > 0 else { return nil }
        return adequacy / width
    }
}
