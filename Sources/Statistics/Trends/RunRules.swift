/// Patterns that chance alone rarely makes on a control chart.
/// Source: Nelson 1984 "The Shewhart Control Chart: Tests for Special Causes", Journal of Quality
/// Technology 16(4).
public enum RunRule: Int, CaseIterable, Hashable, Sendable {
    /// One point beyond three sigma.
    case beyond = 1
    /// Nine on one side of the centre.
    case oneSide = 2
    /// Six rising or falling.
    case steady = 3
    /// Fourteen up and down in turn.
    case alternating = 4
    /// Two of three beyond two sigma on one side.
    case twoOfThree = 5
    /// Four of five beyond one sigma on one side.
    case fourOfFive = 6
    /// Fifteen within one sigma.
    case hugging = 7
    /// Eight beyond one sigma on either side.
    case avoiding = 8

    /// Where the rule fires: the last point of each window.
    /// - Parameter z: points less the centre, in sigmas.
    public func points(_ z: [Double]) -> [Int] {
        switch self {
        case .beyond: RunRule.windows(z, 1) { abs($0[$0.startIndex]) > 3 }
        case .oneSide:
            RunRule.windows(z, 9) { w in w.allSatisfy { $0 > 0 } || w.allSatisfy { $0 < 0 } }
        case .steady:
            RunRule.windows(z, 6) { w in
                RunRule.steps(w).allSatisfy { $0 > 0 } || RunRule.steps(w).allSatisfy { $0 < 0 }
            }
        case .alternating:
            RunRule.windows(z, 14) { w in
                let steps = RunRule.steps(w)
                return zip(steps, steps.dropFirst()).allSatisfy { $0 * $1 < 0 }
            }
        case .twoOfThree: RunRule.windows(z, 3) { RunRule.outside($0, 2) >= 2 }
        case .fourOfFive: RunRule.windows(z, 5) { RunRule.outside($0, 1) >= 4 }
        case .hugging: RunRule.windows(z, 15) { w in w.allSatisfy { abs($0) < 1 } }
        case .avoiding: RunRule.windows(z, 8) { w in w.allSatisfy { abs($0) > 1 } }
        }
    }

    private static func windows(
        _ z: [Double], _ length: Int, _ fires: (ArraySlice<Double>) -> Bool
    ) -> [Int] {
        guard z.count >= length else { return [] }
        return ((length - 1)..<z.count).filter { fires(z[($0 - length + 1)...$0]) }
    }

    private static func steps(_ w: ArraySlice<Double>) -> [Double] {
        zip(w, w.dropFirst()).map { $1 - $0 }
    }

    private static func outside(_ w: ArraySlice<Double>, _ sigmas: Double) -> Int {
        max(w.filter { $0 > sigmas }.count, w.filter { $0 < -sigmas }.count)
    }
}
