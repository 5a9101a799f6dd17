import Testing

/// Expects two numbers to agree to a relative tolerance, or an absolute one near zero.
func expectNear(
    _ found: Double, _ wanted: Double, _ tolerance: Double = 1e-12, _ what: String = "",
    at location: SourceLocation = #_sourceLocation
) {
    let scale = max(abs(wanted), 1)
    let near = found == wanted || abs(found - wanted) <= tolerance * scale
    #expect(near, "\(what) found \(found), wanted \(wanted)", sourceLocation: location)
}

/// The same, relative to the wanted number however small it is.
func expectRelative(
    _ found: Double, _ wanted: Double, _ tolerance: Double, _ what: String = "",
    at location: SourceLocation = #_sourceLocation
) {
    let near = found == wanted || abs(found - wanted) <= tolerance * abs(wanted)
    #expect(near, "\(what) found \(found), wanted \(wanted)", sourceLocation: location)
}

func expectNear(
    _ found: [Double], _ wanted: [Double], _ tolerance: Double = 1e-12, _ what: String = "",
    at location: SourceLocation = #_sourceLocation
) {
    #expect(found.count == wanted.count, "\(what)", sourceLocation: location)
    for (index, pair) in zip(found, wanted).enumerated() {
        expectNear(pair.0, pair.1, tolerance, "\(what)[\(index)]", at: location)
    }
}
