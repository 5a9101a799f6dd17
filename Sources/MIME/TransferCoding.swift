/// RFC 2045's codings of bodies, read leniently.
enum TransferCoding {
    /// - Parameter most: bytes; what comes beyond is left out.
    static func decode(
        _ bytes: ArraySlice<UInt8>, _ name: String, most: Int
    ) -> (bytes: [UInt8], isCutOff: Bool, isBroken: Bool) {
        switch name {
        case "base64": return base64(bytes, most: most)
        case "quoted-printable": return quotedPrintable(bytes, most: most)
        default: return (Array(bytes.prefix(most)), bytes.count > most, false)
        }
    }

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (place, letter) in letters.utf8.enumerated() { table[Int(letter)] = UInt8(place) }
        return table
    }()

    static func base64(
        _ bytes: ArraySlice<UInt8>, most: Int
    ) -> (bytes: [UInt8], isCutOff: Bool, isBroken: Bool) {
        var out: [UInt8] = []
        out.reserveCapacity(min(most, bytes.count / 4 * 3 + 3))
        var bits: UInt32 = 0
        var count = 0
        var isBroken = false
        for byte in bytes {
            let value = values[Int(byte)]
            if value == 255 {
                if byte == 0x3D { (bits, count) = (0, 0) } else if byte > 0x20 { isBroken = true }
                continue
            }
            bits = bits << 6 | UInt32(value)
            count += 1
            // Two letters make a byte, as do the third and the fourth.
            if count == 2 { out.append(UInt8(truncatingIfNeeded: bits >> 4)) }
            if count == 3 { out.append(UInt8(truncatingIfNeeded: bits >> 2)) }
            if count == 4 {
                out.append(UInt8(truncatingIfNeeded: bits))
                (bits, count) = (0, 0)
            }
            if out.count >= most { return (out, true, isBroken) }
        }
        return (out, false, isBroken || count == 1)
    }

    static func quotedPrintable(
        _ bytes: ArraySlice<UInt8>, most: Int
    ) -> (bytes: [UInt8], isCutOff: Bool, isBroken: Bool) {
        var out: [UInt8] = []
        out.reserveCapacity(min(most, bytes.count))
        var place = bytes.startIndex
        var isBroken = false
        while place < bytes.endIndex {
            guard out.count < most else { return (out, true, isBroken) }
            let byte = bytes[place]
            guard byte == 0x3D else {
                out.append(byte)
                place += 1
                continue
            }
            var next = place + 1
            // A soft break, with whatever blanks a mail server put before the line's end.
            while next < bytes.endIndex, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
            if next == bytes.endIndex { break }
            if bytes[next] == 0x0A || bytes[next] == 0x0D {
                let isPair = bytes[next] == 0x0D && next + 1 < bytes.endIndex
                place = isPair && bytes[next + 1] == 0x0A ? next + 2 : next + 1
            } else if place + 2 < bytes.endIndex, let high = bytes[place + 1].figure,
                let low = bytes[place + 2].figure
            {
                out.append(high << 4 | low)
                place += 3
            } else {
                isBroken = true
                out.append(byte)
                place += 1
            }
        }
        return (out, false, isBroken)
    }
}

extension UInt8 {
    /// Of a hexadecimal figure.
    var figure: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
