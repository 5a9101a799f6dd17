import Base
import Statistics

extension Refusal {
    /// Why a statistic cannot be had of the data, as something their owner can mend.
    init(_ unfit: Unfit) {
        switch unfit {
        case .empty: self.init(.invalid, "unfitEmpty")
        case .tooFew(let have, let need):
            self.init(.invalid, "unfitTooFew", ["have": "\(have)", "need": "\(need)"])
        case .constant(let name): self.init(.invalid, "unfitConstant", ["name": name])
        case .collinear(let name): self.init(.invalid, "unfitCollinear", ["name": name])
        case .outside(let what): self.init(.invalid, "unfitOutside", ["what": what])
        case .notFinite(let name): self.init(.invalid, "unfitNotFinite", ["name": name])
        case .mismatched(let what): self.init(.invalid, "unfitMismatched", ["what": what])
        case .separated(let name): self.init(.invalid, "unfitSeparated", ["name": name])
        case .unsettled(let iterations):
            self.init(.invalid, "unfitUnsettled", ["iterations": "\(iterations)"])
        case .undefined(let what): self.init(.invalid, "unfitUndefined", ["what": what])
        }
    }
}
