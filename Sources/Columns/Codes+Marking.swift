extension Codes {
    /// Marks the rows whose code passes.
    func mark(_ test: CodeTest, _ mode: Mask.Mode, in mask: inout Mask) {
        switch width {
        case .one: Codes.mark(bytes, test, mode, &mask)
        case .two: Codes.mark(shorts, test, mode, &mask)
        case .four: Codes.mark(words, test, mode, &mask)
        }
    }

    @inline(__always)
    private static func mark<C: FixedWidthInteger & UnsignedInteger>(
        _ codes: [C], _ test: CodeTest, _ mode: Mask.Mode, _ mask: inout Mask
    ) {
        if let run = test.run {
            let first = C(truncatingIfNeeded: run.first)
            let more = C(truncatingIfNeeded: run.more)
            // The width of a chunk may be less than that of the code asked for.
            guard Int(first) == run.first else {
                mask.put(mode, everywhere: false)
                return
            }
            let reach = Int(more) == run.more ? more : C.max - first
            mask.put(mode, codes) { $0 &- first <= reach }
        } else {
            mask.put(mode, codes, through: test.bytes)
        }
    }
}
