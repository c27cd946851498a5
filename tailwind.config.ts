import type { Config } from 'tailwindcss'

/** The tokens of views/app.css under the names that classes use. */
export default {
  content: ['./views/**/*.tsx', './views/assets/*.js'],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      paper: 'var(--paper)',
      sheet: 'var(--sheet)',
      wash: 'var(--wash)',
      ink: { DEFAULT: 'var(--ink)', 2: 'var(--ink-2)', 3: 'var(--ink-3)' },
      line: { DEFAULT: 'var(--line)', 2: 'var(--line-2)', 3: 'var(--line-3)' },
      accent: { DEFAULT: 'var(--accent)', hover: 'var(--accent-hover)', ink: 'var(--accent-ink)' },
      bar: { DEFAULT: 'var(--bar)', 2: 'var(--bar-2)' },
      good: 'var(--good)',
      bad: 'var(--bad)',
    },
    fontFamily: { sans: 'var(--sans)', mono: 'var(--mono)' },
    fontSize: {
      xs: ['.75rem', '1.125rem'],
      sm: ['.8125rem', '1.25rem'],
      base: ['.9375rem', '1.5rem'],
      lg: ['1.125rem', '1.5rem'],
      xl: ['1.5rem', '2rem'],
      '2xl': ['2.25rem', '2.5rem'],
      '3xl': ['2.75rem', '3rem'],
    },
    screens: { sm: '36rem', md: '48rem', lg: '60rem', xl: '76rem' },
    extend: {
      maxWidth: { page: '76rem', text: '42rem', form: '24rem' },
      borderRadius: { sm: '.25rem', DEFAULT: '.3125rem', md: '.375rem' },
    },
  },
} satisfies Config
