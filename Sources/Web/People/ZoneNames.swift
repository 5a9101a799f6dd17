/// Time zones that a form proposes; any that the system knows can be typed.
enum ZoneNames {
    static let common = [
        "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore",
        "Asia/Tokyo", "Asia/Seoul", "Asia/Bangkok", "Asia/Kolkata", "Asia/Dubai",
        "Australia/Sydney", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Moscow",
        "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "UTC",
    ]
}
