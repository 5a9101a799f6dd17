/// The order in which people expect names that may be numbers: 2 before 10, both before "a".
enum Natural {
    static func precedes(_ a: String, _ b: String) -> Bool {
        switch (Double(a), Double(b)) {
        case (let x?, let y?) where x != y: x < y
        case (_?, nil): true
        case (nil, _?): false
        default: a < b
        }
    }
}
