/// Why the data do not carry a statistic. Whoever asked can mend it: by more answers or other
/// columns.
public enum Unfit: Error, Hashable, Sendable {
    /// There is no answer at all.
    case empty
    case tooFew(have: Int, need: Int)
    /// A variable does not vary, so nothing can be said about its relation to others.
    case constant(String)
    /// Variables that say the same: one of them must go.
    case collinear(String)
    /// A value that cannot be: outside its scale, negative where only counts make sense.
    case outside(String)
    /// Infinite or not a number.
    case notFinite(String)
    /// Columns of different length, or a table of the wrong shape.
    case mismatched(String)
    /// A predictor separates the outcome perfectly: the estimate would run to infinity.
    case separated(String)
    /// The search for the best value did not settle.
    case unsettled(iterations: Int)
    /// The quantity has no value here, and why.
    case undefined(String)
}
