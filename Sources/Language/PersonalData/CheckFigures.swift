/// Whether a row of figures can be a number of its kind.
enum CheckFigures {
    /// - Parameters:
    ///   - digits: the first seventeen.
    ///   - check: the eighteenth; 10 is X.
    static func isChineseIdentity(_ digits: ArraySlice<UInt8>, check: Int) -> Bool {
        let all = digits.map { Int($0) }
        guard all.count == 17 else { return false }
        let province = all[0] * 10 + all[1]
        let year = all[6] * 1000 + all[7] * 100 + all[8] * 10 + all[9]
        let month = all[10] * 10 + all[11]
        let day = all[12] * 10 + all[13]
        guard (11...83).contains(province), (1880...2099).contains(year),
            (1...12).contains(month), (1...31).contains(day)
        else { return false }
        // Weights are powers of two modulo eleven.
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(all, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return (12 - sum % 11) % 11 == check
    }

    /// Luhn, with the first figures and the groups that cards have.
    static func isCard(_ digits: ArraySlice<UInt8>, groups: ArraySlice<Int>) -> Bool {
        guard (14...19).contains(digits.count), let first = digits.first, (3...6).contains(first)
        else { return false }
        let isGrouped =
            groups.count == 1 || groups.dropLast().allSatisfy { $0 == 4 } || groups == [4, 6, 5]
            || groups == [6, 13] || groups == [4, 6, 4]
        guard isGrouped, Set(digits).count > 1 else { return false }
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }

    /// MOD 97-10 over the whole, the first four moved to the end.
    static func isIBAN(_ piece: [UInt32]) -> Bool {
        guard (15...34).contains(piece.count), isDigit(piece[2]), isDigit(piece[3]),
            countries.contains(piece[0] << 8 | piece[1])
        else { return false }
        var rest = 0
        for scalar in piece[4...] + piece[..<4] {
            if isDigit(scalar) {
                rest = (rest * 10 + Int(scalar - 0x30)) % 97
            } else if isLetter(scalar) {
                rest = (rest * 100 + Int(scalar - 0x61) + 10) % 97
            } else {
                return false
            }
        }
        return rest == 1
    }

    /// Countries whose banks number accounts so (registry of ISO 13616).
    private static let countries: Set<UInt32> = {
        let codes = """
            ad ae al at az ba be bg bh bi br by ch cr cy cz de dj dk do ee eg es fi fk fo fr gb ge \
            gi gl gr gt hr hu ie il iq is it jo kw kz lb lc li lt lu lv ly mc md me mk mn mr mt mu \
            ni nl no om pk pl ps pt qa ro rs ru sa sc sd se si sk sm so st sv tl tn tr ua va vg xk \
            ye
            """
        return Set(
            codes.split(separator: " ").map { code in
                code.unicodeScalars.reduce(0) { $0 << 8 | $1.value }
            })
    }()

    /// One letter and nine figures, weighted from ten down.
    static func isTaiwanIdentity(_ piece: [UInt32]) -> Bool {
        guard piece.count == 10, isLetter(piece[0]), piece[1...].allSatisfy(isDigit),
            [0x31, 0x32, 0x38, 0x39].contains(piece[1])
        else { return false }
        // What each letter counts for, a to z.
        let letters = [
            10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29,
            32, 30, 31, 33,
        ]
        let code = letters[Int(piece[0] - 0x61)]
        let weights = [8, 7, 6, 5, 4, 3, 2, 1, 1]
        let sum = zip(piece[1...], weights).reduce(code / 10 + code % 10 * 9) {
            $0 + Int($1.0 - 0x30) * $1.1
        }
        return sum % 10 == 0
    }

    /// One or two letters, six figures and the check figure, `a` for ten.
    static func isHongKongIdentity(_ piece: [UInt32]) -> Bool {
        let letters = piece.prefix { isLetter($0) }
        guard (1...2).contains(letters.count), piece.count == letters.count + 7,
            piece[letters.count..<(piece.count - 1)].allSatisfy(isDigit)
        else { return false }
        var sum = letters.count == 1 ? 36 * 9 : 0
        for (place, scalar) in piece.enumerated() {
            let weight = 8 - (place - letters.count) - 1
            let value = isLetter(scalar) ? Int(scalar - 0x61) + 10 : Int(scalar - 0x30)
            sum += value * (place < letters.count ? 8 + letters.count - 1 - place : weight)
        }
        return sum % 11 == 0
    }

    /// A letter and five or six more behind the character of a province, which is not looked at.
    static func isPlate(_ piece: [UInt32]) -> Bool {
        guard (7...8).contains(piece.count), isLetter(piece[1]),
            piece[2...].count(where: isDigit) >= 3
        else { return false }
        return true
    }

    private static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }
    private static func isLetter(_ scalar: UInt32) -> Bool { scalar >= 0x61 && scalar <= 0x7A }
}

/// Whether figures can be a telephone number.
enum PhoneNumbers {
    /// - Parameters:
    ///   - isForeign: a `+` stands before.
    ///   - isCalled: a word that announces a number stands before.
    static func isPhone(
        _ digits: ArraySlice<UInt8>, groups: ArraySlice<Int>, isForeign: Bool, isCalled: Bool
    ) -> Bool {
        guard digits.count >= 7 else { return false }
        var own = digits
        if isForeign || own.starts(with: [0, 0]) {
            let figures = isForeign ? own.count : own.count - 2
            guard (8...15).contains(figures) else { return false }
            if isForeign || (groups.count > 1 && own[own.startIndex + 2] != 0) { return true }
            own = own.dropFirst(2)
        }
        if own.starts(with: [8, 6]), own.count == 13 { own = own.dropFirst(2) }
        if isChineseMobile(own) { return hasPhoneGroups(groups) }
        if isHotline(own) { return false }
        if own.first == 0, isChineseLandline(own, groups) { return true }
        // North America: 3-3-4 with breaks; the area does not begin with 0 or 1.
        let isAmerican = own.count == 10 || own.count == 11 && own.first == 1
        if isAmerican, own[own.endIndex - 10] > 1, groups.count <= 4,
            groups.suffix(3).elementsEqual([3, 3, 4])
        {
            return true
        }
        // Britain and others: a trunk nought, ten or eleven figures in groups.
        if own.first == 0, groups.count > 1, groups.allSatisfy({ $0 > 2 }) {
            return (10...11).contains(own.count)
        }
        return isCalled && (7...12).contains(own.count)
    }

    /// 1, then 3 to 9, then nine more.
    private static func isChineseMobile(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 11 && digits.first == 1 && digits[digits.startIndex + 1] >= 3
    }

    private static func hasPhoneGroups(_ groups: ArraySlice<Int>) -> Bool {
        groups.allSatisfy { $0 >= 2 } && groups.count <= 5
    }

    /// A number of a company, of nobody.
    private static func isHotline(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 10 && (digits.starts(with: [4, 0, 0]) || digits.starts(with: [8, 0, 0]))
    }

    /// An area of three or four figures, a number of seven or eight.
    private static func isChineseLandline(
        _ digits: ArraySlice<UInt8>, _ groups: ArraySlice<Int>
    ) -> Bool {
        guard (10...12).contains(digits.count) else { return false }
        let second = digits[digits.startIndex + 1]
        let isShortArea = second == 1 || second == 2
        let isArea = isShortArea || (second >= 3 && second <= 9)
        let area = isShortArea ? 3 : 4
        guard isArea, (7...8).contains(digits.count - area) else { return false }
        return groups.count == 1 || groups[0] == area
    }
}
